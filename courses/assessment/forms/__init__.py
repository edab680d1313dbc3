"""What is typed into questions: the answers of learners, the questions of authors."""
