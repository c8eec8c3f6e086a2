"""Report forms that ship with the program, as TOML."""
