"""Tables of databases and clusters that a spec names by URL: questions run there, only their answers come back.

Everything here goes through Ibis, the extra ``connections``; it is imported inside functions.
"""
