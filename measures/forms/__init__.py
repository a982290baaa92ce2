"""What people type into the pages of this floor, read and checked for form; the rules are in models and services."""
