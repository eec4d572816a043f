"""The course for the lecturer: web pages, slides, a handout."""
