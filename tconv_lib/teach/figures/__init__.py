"""Figures to take: for lectures, papers and web pages."""
