"""The signed PDF: drawing, embedding, signing, judging, and turning pages into pictures."""
