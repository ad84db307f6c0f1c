"""What goes out: tables, workbooks, charts and pages."""
