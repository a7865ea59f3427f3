"""The house's file: its text, what each section may say, and the dates that follow from it. Pure."""
