//! Tokens whose claims the operator shapes: templates with shortcodes such as `{{user.id}}`, read once and filled per token.

mod error;
mod shortcode;

pub use error::{TemplateError, TemplateProblem};

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use strowger_types::SessionId;

use crate::policy::TOKEN_TTL_MS;
use crate::record::User;
use shortcode::{Facts, Shortcode};

/// The shortest life of a token that somebody may ask for, in seconds: the contract's.
pub const TOKEN_TTL_SECONDS_MIN: i64 = 30;

/// The longest, in seconds: the contract's ten years.
pub const TOKEN_TTL_SECONDS_MAX: i64 = 315_360_000;

/// Templates that there may be. Judgement: one per service that takes tokens of its own form.
pub const TEMPLATES_MAX: usize = 64;

/// Longest name of a template, in bytes. Judgement: it stands in a path.
pub const TEMPLATE_NAME_BYTES_MAX: usize = 64;

/// Shortcodes in one template. Judgement: each may bring 8 KiB of metadata, and tokens travel in headers.
pub const SHORTCODES_MAX: usize = 64;

/// How deep claims may be nested. Judgement: real ones have two levels.
pub const CLAIM_DEPTH_MAX: usize = 8;

/// Claims that are the server's own: what a template said there would be a lie, or a token that passes for a session's.
const RESERVED: [&str; 12] = [
    "act", "azp", "exp", "fva", "iat", "iss", "jti", "nbf", "sid", "sts", "sub", "v",
];

/// Every template there is, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates(BTreeMap<String, Template>);

/// What a token of one kind claims, and how long it lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    claims: Vec<(String, Claim)>,
    lifetime_seconds: i64,
}

/// The value of a claim, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Claim {
    /// The same in every token.
    Fixed(Value),
    /// One shortcode and nothing else: it keeps its type.
    One(Shortcode),
    /// Shortcodes within text: they become text.
    Text(Vec<Piece>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Fixed(String),
    One(Shortcode),
}

impl Templates {
    /// The templates in a JSON object: `{"name": {"claims": {...}, "lifetime": 60}}`. The lifetime is in seconds,
    /// [`TOKEN_TTL_SECONDS_MIN`] to [`TOKEN_TTL_SECONDS_MAX`], 60 unless it says otherwise.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let fail = |problem| TemplateError {
            template: None,
            problem,
        };
        let read: Value =
            serde_json::from_str(text).map_err(|error| fail(TemplateProblem::not_json(&error)))?;
        let Value::Object(read) = read else {
            return Err(fail(TemplateProblem::NoObject { what: "the whole" }));
        };
        if read.len() > TEMPLATES_MAX {
            return Err(fail(TemplateProblem::TooManyTemplates));
        }
        let mut templates = BTreeMap::new();
        for (name, value) in read {
            let template = check_name(&name)
                .and_then(|()| Template::read(value))
                .map_err(|problem| TemplateError {
                    template: Some(name.clone()),
                    problem,
                })?;
            templates.insert(name, template);
        }
        Ok(Self(templates))
    }

    /// The template of this name.
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.0.get(name)
    }
}

impl Template {
    /// How long its tokens live, in seconds.
    pub fn lifetime_seconds(&self) -> i64 {
        self.lifetime_seconds
    }

    /// What a token says of the user and the session, besides the claims that are the server's own. A shortcode of
    /// what the user does not have is null, and nothing within text.
    pub fn claims(&self, user: &User, session_id: &SessionId) -> Map<String, Value> {
        let facts = Facts::new(user, session_id);
        fill_map(&self.claims, &facts)
    }

    fn read(value: Value) -> Result<Self, TemplateProblem> {
        let Value::Object(fields) = value else {
            return Err(TemplateProblem::NoObject { what: "a template" });
        };
        let mut claims = None;
        let mut lifetime_seconds = TOKEN_TTL_MS / 1_000;
        for (field, value) in fields {
            match (field.as_str(), value) {
                ("claims", Value::Object(map)) => claims = Some(map),
                ("claims", _) => return Err(TemplateProblem::NoObject { what: "claims" }),
                ("lifetime", value) => {
                    lifetime_seconds = value
                        .as_i64()
                        .filter(|it| (TOKEN_TTL_SECONDS_MIN..=TOKEN_TTL_SECONDS_MAX).contains(it))
                        .ok_or(TemplateProblem::Lifetime)?;
                }
                _ => return Err(TemplateProblem::UnknownField { field }),
            }
        }
        let claims = claims.ok_or(TemplateProblem::NoClaims)?;
        if let Some(claim) = claims.keys().find(|it| RESERVED.contains(&it.as_str())) {
            return Err(TemplateProblem::Reserved {
                claim: claim.clone(),
            });
        }
        let mut reader = Reader { shortcodes: 0 };
        Ok(Self {
            claims: reader.read_map(claims, 1)?,
            lifetime_seconds,
        })
    }
}

fn check_name(name: &str) -> Result<(), TemplateProblem> {
    let is_good = (1..=TEMPLATE_NAME_BYTES_MAX).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    is_good.then_some(()).ok_or(TemplateProblem::Name)
}

/// Reads the claims of one template, counting its shortcodes.
struct Reader {
    shortcodes: usize,
}

impl Reader {
    fn read_map(
        &mut self,
        map: Map<String, Value>,
        depth: usize,
    ) -> Result<Vec<(String, Claim)>, TemplateProblem> {
        map.into_iter()
            .map(|(name, value)| Ok((name, self.read(value, depth)?)))
            .collect()
    }

    fn read(&mut self, value: Value, depth: usize) -> Result<Claim, TemplateProblem> {
        if depth > CLAIM_DEPTH_MAX {
            return Err(TemplateProblem::TooDeep);
        }
        Ok(match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Claim::Fixed(value),
            Value::String(text) => self.read_text(&text)?,
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.read(item, depth + 1));
                Claim::List(items.collect::<Result<_, _>>()?)
            }
            Value::Object(map) => Claim::Map(self.read_map(map, depth + 1)?),
        })
    }

    fn read_text(&mut self, text: &str) -> Result<Claim, TemplateProblem> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((inside, behind)) = after.split_once("}}") else {
                return Err(TemplateProblem::Unclosed {
                    text: text.to_owned(),
                });
            };
            if !before.is_empty() {
                pieces.push(Piece::Fixed(before.to_owned()));
            }
            let shortcode = Shortcode::parse(inside.trim()).ok_or_else(|| {
                TemplateProblem::NoSuchShortcode {
                    shortcode: inside.trim().to_owned(),
                }
            })?;
            pieces.push(Piece::One(shortcode));
            self.shortcodes += 1;
            rest = behind;
        }
        if self.shortcodes > SHORTCODES_MAX {
            return Err(TemplateProblem::TooManyShortcodes);
        }
        if pieces.is_empty() {
            return Ok(Claim::Fixed(Value::String(text.to_owned())));
        }
        if !rest.is_empty() {
            pieces.push(Piece::Fixed(rest.to_owned()));
        }
        if let [Piece::One(shortcode)] = pieces.as_slice() {
            return Ok(Claim::One(shortcode.clone()));
        }
        Ok(Claim::Text(pieces))
    }
}

fn fill_map(claims: &[(String, Claim)], facts: &Facts<'_>) -> Map<String, Value> {
    claims
        .iter()
        .map(|(name, claim)| (name.clone(), fill(claim, facts)))
        .collect()
}

fn fill(claim: &Claim, facts: &Facts<'_>) -> Value {
    match claim {
        Claim::Fixed(value) => value.clone(),
        Claim::One(shortcode) => facts.value(shortcode),
        Claim::Text(pieces) => {
            Value::String(pieces.iter().map(|piece| said(piece, facts)).collect())
        }
        Claim::List(items) => items.iter().map(|item| fill(item, facts)).collect(),
        Claim::Map(map) => Value::Object(fill_map(map, facts)),
    }
}

fn said(piece: &Piece, facts: &Facts<'_>) -> String {
    match piece {
        Piece::Fixed(text) => text.clone(),
        Piece::One(shortcode) => match facts.value(shortcode) {
            Value::Null => String::new(),
            Value::String(text) => text,
            value @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                value.to_string()
            }
        },
    }
}

#[cfg(test)]
mod tests;
