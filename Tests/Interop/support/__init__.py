"""What the interoperability tests share; nothing of meterfarm's own code is used."""
