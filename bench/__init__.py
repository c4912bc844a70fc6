"""``make bench``: how far the app stays behind the least that the same server could do on this machine.

Every number is a ratio within one run, because machines differ and are busy with other things: the app and its
floor (``floor.py``) take turns under the same server, and the median of the pairs counts. Modules by subject:
``reading`` (pages and files of a release), ``registering``, ``letters``, ``moments`` (a start, a release, a first
PDF), ``growth`` (300 to 1,000 sessions); ``load`` makes the crowd, ``stage`` the processes, ``results`` the table.
"""
