"""Identifiers: parse, check digits and the normal form that two ways of writing share. Pure."""
