//! The file that shows every setting.

use std::fmt::Write as _;

use super::{KEYS, env_name};

/// A configuration file with every setting, its default and what it is for, all commented out.
pub fn example_file() -> String {
    let mut text = String::from(
        "# Settings of Strowger. Each can be given here, or in the environment under the name in brackets, which wins.\n\
         # What is commented out shows the default, or an example where there is none.\n",
    );
    let mut section = "";
    for key in KEYS {
        let (its_section, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if its_section != section {
            section = its_section;
            writeln!(text, "\n[{section}]").expect("a text takes all");
        }
        let value = if key.default.is_empty() {
            key.example
        } else {
            key.default
        };
        writeln!(
            text,
            "
# {} [{}]
# {name} = {value}",
            key.about,
            env_name(key.name)
        )
        .expect("a text takes all");
    }
    text
}
