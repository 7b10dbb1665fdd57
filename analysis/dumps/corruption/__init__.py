"""Damage to order: named faults done to a dump, and every changed byte reported."""
