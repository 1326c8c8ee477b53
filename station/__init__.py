"""The kernel, at the bottom: it imports none of drivers, vision, calibration and ui.

Inside, bottom up: i18n and errors; config, registry and clock; types; physics; events;
ports; formats; workflow and storage, which never import each other.
"""
