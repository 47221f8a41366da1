//! The description of what is served (OpenAPI 3.1), made of the table of routes that serves it.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use strowger_types::wire;

use super::field::Field;
use super::frontend::{cookie, param};
use super::route::{Access, Answer, Route, Verb};

/// What a request gets whose head is too large: before it is known what was asked for, and so with nothing in it.
pub(crate) const HEAD_TOO_LARGE: u16 = 431;

/// The description.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let errors = generator.subschema_for::<wire::Errors>().to_value();
    let mut paths: Map<String, Value> = Map::new();
    for route in super::all_routes() {
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(
                verb_name(route.method).to_owned(),
                operation(&route, &errors, &mut generator),
            );
        }
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Strowger",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Phone identity. The Backend API and the Frontend API are compatible with Clerk's SDKs.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "secret_key": { "type": "http", "scheme": "bearer" },
                "client_cookie": {
                    "type": "apiKey", "in": "cookie", "name": cookie::CLIENT,
                    "description": "A browser's token. Changes need an allowed Origin.",
                },
                "dev_browser": {
                    "type": "apiKey", "in": "query", "name": param::DEV_BROWSER,
                    "description": "A browser's token in development, from POST /v1/dev_browser.",
                },
                "native": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "An app's token, bare or behind `Bearer`. Empty at first; answers carry it.",
                },
                "native_flag": {
                    "type": "apiKey", "in": "query", "name": param::IS_NATIVE,
                    "description": "1 or true: an app asks, which shows its token in a header.",
                },
            },
        },
    })
}

fn operation(route: &Route, errors: &Value, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": route.operation,
        "summary": route.about,
        "parameters": parameters(route),
        "responses": responses(route, errors, generator),
    });
    match route.access {
        Access::Open | Access::FrontendOpen => {}
        Access::SecretKey | Access::Console => {
            operation["security"] = json!([{ "secret_key": [] }]);
        }
        // A caller who has no client yet shows nothing.
        Access::Frontend => {
            operation["security"] = json!([
                { "client_cookie": [] },
                { "dev_browser": [] },
                { "native": [], "native_flag": [] },
                {},
            ]);
        }
    }
    if let Some(fields) = route.body {
        let is_needed = fields.iter().any(|field| field.required);
        operation["requestBody"] = json!({
            "required": is_needed,
            "content": contents(route.access, fields),
        });
    }
    operation
}

fn parameters(route: &Route) -> Vec<Value> {
    let in_path = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path.map(|name| {
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } })
    });
    let in_query = route.query.iter().map(|field| {
        let mut parameter = json!({
            "name": field.name,
            "in": "query",
            "required": field.required,
            "description": field.about,
            "schema": field.query_schema(),
        });
        if field.kind.is_list() {
            parameter["style"] = json!("form");
            parameter["explode"] = json!(true);
        }
        parameter
    });
    in_path.chain(in_query).collect()
}

/// The formats of a body.
fn contents(access: Access, fields: &[Field]) -> Value {
    match access {
        Access::Open | Access::SecretKey | Access::Console => {
            json!({ "application/json": { "schema": body_schema(fields, false) } })
        }
        Access::Frontend | Access::FrontendOpen => {
            let schema = body_schema(fields, true);
            json!({
                "application/x-www-form-urlencoded": { "schema": schema.clone() },
                "application/json": { "schema": schema },
            })
        }
    }
}

fn body_schema(fields: &[Field], takes_others: bool) -> Value {
    let properties: Map<_, _> = fields
        .iter()
        .map(|field| (field.name.to_owned(), field.body_schema()))
        .collect();
    let required: Vec<_> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    json!({
        "type": "object",
        "additionalProperties": takes_others,
        "properties": properties,
        "required": required,
    })
}

/// The answers of an operation: its own, what the contract lists, and what the way in can answer.
fn responses(route: &Route, errors: &Value, generator: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    let (status, description, content) = match route.answer {
        Answer::Object(schema) => {
            let schema = schema(generator).to_value();
            let content = json!({ "application/json": { "schema": schema } });
            ("200", "Done.", Some(content))
        }
        Answer::Picture => {
            let content = json!({ "image/svg+xml": { "schema": { "type": "string" } } });
            ("200", "Done.", Some(content))
        }
        Answer::Nothing => ("204", "Done.", None),
        Answer::Elsewhere => ("307", "Location says where to go on.", None),
    };
    let mut done = json!({ "description": description, "headers": trace_header() });
    if let Some(content) = content {
        done["content"] = content;
    }
    responses.insert(status.to_owned(), done);
    let mut statuses = vec![400, 404, 408, 413, 503];
    match route.access {
        Access::Open | Access::FrontendOpen => {}
        Access::SecretKey | Access::Console | Access::Frontend => statuses.push(401),
    }
    if route.body.is_some() {
        statuses.push(415);
    }
    statuses.extend_from_slice(route.refusals);
    statuses.sort_unstable();
    statuses.dedup();
    for status in statuses {
        if status == HEAD_TOO_LARGE {
            let told = json!({ "description": "The head of the request is too large." });
            responses.insert(status.to_string(), told);
            continue;
        }
        responses.insert(
            status.to_string(),
            json!({
                "description": describe(status),
                "headers": trace_header(),
                "content": { "application/json": { "schema": errors } },
            }),
        );
    }
    Value::Object(responses)
}

fn trace_header() -> Value {
    json!({ "x-clerk-trace-id": { "description": "Names this answer.", "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" } } })
}

fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "get",
        Verb::Post => "post",
        Verb::Patch => "patch",
        Verb::Put => "put",
        Verb::Delete => "delete",
    }
}

fn describe(status: u16) -> &'static str {
    match status {
        401 => "No key, or a wrong one; or nobody is signed in.",
        402 | 403 => "Not allowed.",
        404 => "No such object.",
        408 => "The body did not arrive in time.",
        409 => "Somebody else was faster.",
        413 => "The body is too large.",
        415 => "The body is of a type that is not read.",
        422 => "Parameters do not fit.",
        429 => "Too often; Retry-After says when.",
        503 => "Not now; Retry-After says when.",
        _ => "The request does not fit.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_once() {
        let document = document();
        let mut operations: Vec<String> = Vec::new();
        for item in document["paths"].as_object().expect("paths").values() {
            operations.extend(
                item.as_object()
                    .expect("an item")
                    .values()
                    .map(|operation| operation["operationId"].to_string()),
            );
        }
        let count = operations.len();
        operations.sort();
        operations.dedup();
        assert_eq!(operations.len(), count, "an operation's name is its own");
        assert_eq!(count, super::super::all_routes().count());
    }
}
