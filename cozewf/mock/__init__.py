"""The local server: it speaks the Coze workflow API in two dialects, with built-in workflows.

Data flows one way: a script yields steps (`workflows`, `chatflow`), a run drives them (`runs`),
a dialect puts them on the wire (`document`, `open_source`), `app` and `server` carry the bytes.
"""
