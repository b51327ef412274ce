//! Types with exactly one value: the words and flags that the format fixes.

/// Declares a unit type that reads and writes as one fixed JSON value.
macro_rules! constant {
    ($(#[$doc:meta])* $name:ident, $kind:ty, $value:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name;

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$value, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let found = <$kind>::deserialize(deserializer)?;
                if found == $value {
                    return Ok(Self);
                }
                Err(serde::de::Error::custom(format_args!("expected {:?}, found {found:?}", $value)))
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "const": $value })
            }
        }
    };
}

pub(crate) use constant;

constant!(
    /// The value `true`: a flag that is left out where it does not hold.
    True, bool, true
);
