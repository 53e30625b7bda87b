"""The only room with warcio: exchanges to WARC and WACZ files, and back."""
