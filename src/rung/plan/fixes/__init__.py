"""What `rung apply` writes: one file each, text in and text out."""

from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.finding import all_fixes, fix_for, jobs

__all__ = ["Edit", "Fix", "all_fixes", "fix_for", "jobs"]
