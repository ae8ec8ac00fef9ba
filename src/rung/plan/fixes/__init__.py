"""What `rung apply` writes: one file each, text in and text out."""

from rung.plan.fixes.base import Edit, Fix

__all__ = ["Edit", "Fix"]
