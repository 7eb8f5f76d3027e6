"""管理: files in, metadata to check, copies, the index, backups, people, the log. Each section is a module."""

from ui.manage.page import render

__all__ = ["render"]
