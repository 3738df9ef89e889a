"""Books on paper: what a book is made of, and writers for PDF, DOCX and XLSX. Plain Python, no Django."""
