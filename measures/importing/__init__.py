"""Readings from files: opened safely, read row by row, shown before they are recorded, loaded whole or not at all."""
