"""The acquisition process: receive, keep on disk, hand on. Nothing here corrects or analyses."""
