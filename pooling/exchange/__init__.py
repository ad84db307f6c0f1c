"""What passes between the pool and its partners: templates, collected sheets, extracts."""
