"""Pure judgement of quotations against postings."""
