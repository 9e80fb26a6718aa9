"""Mail: the words, the headers, the conversation, and that none goes out twice."""
