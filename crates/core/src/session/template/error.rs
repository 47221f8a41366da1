use std::fmt;

use super::{
    CLAIM_DEPTH_MAX, SHORTCODES_MAX, TEMPLATE_NAME_BYTES_MAX, TEMPLATES_MAX, TOKEN_TTL_SECONDS_MAX,
    TOKEN_TTL_SECONDS_MIN,
};

/// Why a text is no set of templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The template that is wrong, if it is one.
    pub template: Option<String>,
    /// What is wrong with it.
    pub problem: TemplateProblem,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateProblem {
    /// The text is no JSON.
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Something that has to be a JSON object is none.
    NoObject {
        /// What.
        what: &'static str,
    },
    /// There are more than [`TEMPLATES_MAX`].
    TooManyTemplates,
    /// The name is empty, too long, or has other characters than letters, digits, `_` and `-`.
    Name,
    /// A template has a field that templates do not have.
    UnknownField {
        /// The field.
        field: String,
    },
    /// A template says nothing of claims.
    NoClaims,
    /// The lifetime is no whole number in range.
    Lifetime,
    /// A claim is the server's own.
    Reserved {
        /// The claim.
        claim: String,
    },
    /// Claims are nested more than [`CLAIM_DEPTH_MAX`] deep.
    TooDeep,
    /// A shortcode is not one.
    NoSuchShortcode {
        /// What stands between the braces.
        shortcode: String,
    },
    /// Braces are opened and not closed.
    Unclosed {
        /// The text in which.
        text: String,
    },
    /// There are more than [`SHORTCODES_MAX`].
    TooManyShortcodes,
}

impl TemplateProblem {
    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        Self::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.template {
            Some(template) => write!(f, "JWT template {template:?}: {}", self.problem),
            None => write!(f, "JWT templates: {}", self.problem),
        }
    }
}

impl std::error::Error for TemplateError {}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column } => {
                write!(f, "no JSON (line {line}, column {column})")
            }
            Self::NoObject { what } => write!(f, "{what} must be a JSON object"),
            Self::TooManyTemplates => write!(f, "there may be {TEMPLATES_MAX} at most"),
            Self::Name => write!(
                f,
                "a name has 1 to {TEMPLATE_NAME_BYTES_MAX} letters, digits, _ and -"
            ),
            Self::UnknownField { field } => {
                write!(f, "it has claims and lifetime, and no {field:?}")
            }
            Self::NoClaims => f.write_str("claims are missing"),
            Self::Lifetime => write!(
                f,
                "lifetime must be {TOKEN_TTL_SECONDS_MIN} to {TOKEN_TTL_SECONDS_MAX} seconds"
            ),
            Self::Reserved { claim } => {
                write!(f, "the claim {claim:?} is reserved: the server sets it")
            }
            Self::TooDeep => write!(f, "claims are nested more than {CLAIM_DEPTH_MAX} deep"),
            Self::NoSuchShortcode { shortcode } => {
                write!(f, "there is no shortcode {{{{{shortcode}}}}}")
            }
            Self::Unclosed { text } => {
                write!(f, "{text:?} opens a shortcode and does not close it")
            }
            Self::TooManyShortcodes => {
                write!(f, "there may be {SHORTCODES_MAX} shortcodes at most")
            }
        }
    }
}
