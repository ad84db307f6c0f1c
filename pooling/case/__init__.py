"""What comes in: the schema of the case workbook, its reader, its checks and the validated case."""
