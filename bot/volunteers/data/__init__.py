"""What a province may word and list in its own way: skills, languages, the consent."""
