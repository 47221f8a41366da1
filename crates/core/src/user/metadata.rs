use serde_json::{Map, Value};
use strowger_types::wire::Metadata;

use super::change;
use crate::record::User;
use crate::{Ctx, Decision, Refusal};

/// Room for one kind of a user's metadata, in bytes of JSON: the contract's 8 KiB.
pub const METADATA_BYTES_MAX: usize = 8 * 1_024;

/// New metadata of each kind; `None` leaves a kind as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetadataPatch {
    /// Metadata that backend and frontend see and only the backend writes.
    pub public: Option<Map<String, Value>>,
    /// Metadata that only the backend sees.
    pub private: Option<Map<String, Value>>,
    /// Metadata that backend and frontend see and write.
    pub unsafe_: Option<Map<String, Value>>,
}

/// Merges metadata into a user's: objects into objects, key by key and at any depth; null takes a key away.
pub fn merge_metadata(before: &User, patch: &MetadataPatch, ctx: &mut Ctx<'_>) -> Decision<User> {
    let mut after = before.clone();
    let refusals = patch.apply_to(&mut after);
    decide(before, after, refusals, ctx)
}

/// Replaces each kind of metadata that is given.
pub fn replace_metadata(before: &User, patch: &MetadataPatch, ctx: &mut Ctx<'_>) -> Decision<User> {
    let mut after = before.clone();
    let refusals = patch.each(&mut after, |_, new| new.clone());
    decide(before, after, refusals, ctx)
}

fn decide(before: &User, after: User, refusals: Vec<Refusal>, ctx: &mut Ctx<'_>) -> Decision<User> {
    if !refusals.is_empty() {
        return Decision::refuse_all(refusals);
    }
    let (after, commit) = change(Some(before), after, ctx);
    Decision::reply(after).and(commit)
}

impl MetadataPatch {
    /// Merges each kind into the user's; says what became too large.
    pub(super) fn apply_to(&self, user: &mut User) -> Vec<Refusal> {
        self.each(user, |old, new| {
            let mut merged = old;
            merge(&mut merged, new);
            merged
        })
    }

    fn each(
        &self,
        user: &mut User,
        next: impl Fn(Map<String, Value>, &Map<String, Value>) -> Map<String, Value>,
    ) -> Vec<Refusal> {
        let kinds = [
            ("public_metadata", &self.public, &mut user.public_metadata),
            (
                "private_metadata",
                &self.private,
                &mut user.private_metadata,
            ),
            ("unsafe_metadata", &self.unsafe_, &mut user.unsafe_metadata),
        ];
        let mut refusals = Vec::new();
        for (param, new, kept) in kinds {
            let Some(new) = new else { continue };
            let old = serde_json::from_str(kept.as_json()).unwrap_or_default();
            match from_map(&next(old, new), param) {
                Ok(metadata) => *kept = metadata,
                Err(refusal) => refusals.push(refusal),
            }
        }
        refusals
    }
}

/// A map as metadata, if there is room for it.
pub fn from_map(map: &Map<String, Value>, param: &'static str) -> Result<Metadata, Refusal> {
    let text = serde_json::to_string(map).expect("a map with text keys is JSON");
    if text.len() > METADATA_BYTES_MAX {
        return Err(Refusal::MetadataTooLarge { param });
    }
    Ok(Metadata::from_json_object(text).expect("it was just written as JSON"))
}

fn merge(into: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (key, value) in patch {
        match (into.get_mut(key), value) {
            (_, Value::Null) => {
                into.shift_remove(key);
            }
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            (_, Value::Object(new)) => {
                let mut fresh = Map::new();
                merge(&mut fresh, new);
                into.insert(key.clone(), Value::Object(fresh));
            }
            (_, value) => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(old: &str, patch: &str) -> String {
        let mut map: Map<String, Value> = serde_json::from_str(old).expect("an object");
        merge(&mut map, &serde_json::from_str(patch).expect("an object"));
        serde_json::to_string(&map).expect("JSON")
    }

    #[test]
    fn a_merge_goes_into_objects_and_null_takes_away() {
        assert_eq!(
            merged(r#"{"a":{"b":1,"c":2},"d":3}"#, r#"{"a":{"b":null,"e":4}}"#),
            r#"{"a":{"c":2,"e":4},"d":3}"#
        );
        assert_eq!(merged(r#"{"a":[1,2]}"#, r#"{"a":[3]}"#), r#"{"a":[3]}"#);
        assert_eq!(merged(r#"{"a":1}"#, r#"{"a":{"b":null}}"#), r#"{"a":{}}"#);
    }
}
