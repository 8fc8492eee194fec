"""The logging half of reportgen: ``import reportgen as rg``, ``rg.init()``, ``rg.log({...})``.

The public names are those of the package itself (``reportgen/__init__.py``), loaded on first use. A run is a folder of
append-only files (``docs/native-format.md``); there is no daemon, no network and no account.
"""
