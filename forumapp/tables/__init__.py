"""Tables that people send: files read to rows of named cells, and cells read to values or to reasons why not."""
