"""Configuration files in TOML, validated with the key and line of every mistake."""
