"""The whole home directory in one file, and back: nothing is lost on the way, whatever happens meanwhile.

`making.back_up` writes a backup, `restoring.restore` brings one back. START READING THERE.
"""

from corpus.backup.layout import BackupError, BackupProblem, Kept, Manifest, Stored, inspect, list_backups
from corpus.backup.making import back_up, backup_name
from corpus.backup.restoring import Restored, restore

__all__ = [
    "BackupError",
    "BackupProblem",
    "Kept",
    "Manifest",
    "Restored",
    "Stored",
    "back_up",
    "backup_name",
    "inspect",
    "list_backups",
    "restore",
]
