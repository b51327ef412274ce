//! Paths inside a project: relative, normalised, with `/`. What could lead elsewhere is refused before any access.

use smol_str::SmolStr;

/// A path below the project's root.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ProjectPath(SmolStr);

/// Why a path is refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PathRefusal {
    /// It is empty.
    Empty,
    /// It starts at the file system's root, at a drive or at a network share.
    Absolute,
    /// It has a backslash.
    Backslash,
    /// It leads above the project's root.
    AboveRoot,
    /// It is a name that Windows keeps for devices.
    ReservedName,
    /// It has a character that file names must not have.
    ForbiddenCharacter,
    /// A module ends in `.expol`.
    NotExpol,
}

impl std::fmt::Display for PathRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PathRefusal::Empty => "the path is empty",
            PathRefusal::Absolute => "the path is absolute; write it relative to this file",
            PathRefusal::Backslash => "the path has a backslash; write `/`, which works on every system",
            PathRefusal::AboveRoot => "the path leads above the project's root, where nothing is read",
            PathRefusal::ReservedName => "the path has a name that Windows keeps for a device",
            PathRefusal::ForbiddenCharacter => "the path has a character that is not safe in file names",
            PathRefusal::NotExpol => "a module's file ends in `.expol`",
        })
    }
}

impl ProjectPath {
    /// A path that a person or a policy wrote, relative to the root.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn new(written: &str) -> Result<ProjectPath, PathRefusal> {
        Self::resolve(None, written)
    }

    /// A path that `from` wrote, relative to that file.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn beside(from: &ProjectPath, written: &str) -> Result<ProjectPath, PathRefusal> {
        Self::resolve(from.parent(), written)
    }

    /// With `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without folders and without `.expol`.
    pub fn stem(&self) -> &str {
        let name = self.0.rsplit('/').next().unwrap_or(&self.0);
        name.strip_suffix(".expol").unwrap_or(name)
    }

    fn parent(&self) -> Option<&str> {
        self.0.rsplit_once('/').map(|(parent, _)| parent)
    }

    fn resolve(folder: Option<&str>, written: &str) -> Result<ProjectPath, PathRefusal> {
        refuse(written)?;
        let mut parts: Vec<&str> = folder.iter().flat_map(|folder| folder.split('/')).collect();
        for part in written.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or(PathRefusal::AboveRoot)?;
                }
                part if is_reserved(part) => return Err(PathRefusal::ReservedName),
                part => parts.push(part),
            }
        }
        if parts.is_empty() {
            return Err(PathRefusal::Empty);
        }
        Ok(ProjectPath(parts.join("/").into()))
    }
}

impl std::fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn refuse(written: &str) -> Result<(), PathRefusal> {
    let drive = written.as_bytes().get(1) == Some(&b':') && written.as_bytes()[0].is_ascii_alphabetic();
    if written.trim().is_empty() {
        Err(PathRefusal::Empty)
    } else if written.starts_with('/') || written.starts_with("\\\\") || drive || written.contains("://") {
        Err(PathRefusal::Absolute)
    } else if written.contains('\\') {
        Err(PathRefusal::Backslash)
    } else if written.chars().any(|c| c.is_control() || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|'))
    {
        Err(PathRefusal::ForbiddenCharacter)
    } else {
        Ok(())
    }
}

/// The names of devices on Windows, with any ending, in any case; also names that end in a dot or a blank.
fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']) || matches!(rest, "¹" | "²" | "³"))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered("com")
        || numbered("lpt")
        || part.ends_with(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_root() {
        let from = ProjectPath::new("sites/rio.expol").unwrap();
        assert_eq!(ProjectPath::beside(&from, "../shared/dmz.expol").unwrap().as_str(), "shared/dmz.expol");
        assert_eq!(ProjectPath::beside(&from, "./x.expol").unwrap().as_str(), "sites/x.expol");
        for (written, refusal) in [
            ("../../x.expol", PathRefusal::AboveRoot),
            ("/etc/passwd", PathRefusal::Absolute),
            ("C:/x.expol", PathRefusal::Absolute),
            ("\\\\host\\share", PathRefusal::Absolute),
            ("https://host/x.expol", PathRefusal::Absolute),
            ("a\\b.expol", PathRefusal::Backslash),
            ("NUL.expol", PathRefusal::ReservedName),
            ("com1", PathRefusal::ReservedName),
            ("x./y.expol", PathRefusal::ReservedName),
            ("", PathRefusal::Empty),
            ("a\u{7}b", PathRefusal::ForbiddenCharacter),
        ] {
            assert_eq!(ProjectPath::beside(&from, written), Err(refusal), "{written}");
        }
    }
}
