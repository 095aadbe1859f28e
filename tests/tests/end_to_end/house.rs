//! The rules of the house, across chapters.
