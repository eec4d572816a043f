"""For the people who run the course; nothing that a learner imports needs it."""
