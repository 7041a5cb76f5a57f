"""Further queueing models of a contact centre, one module each.

Chat, deferred work, blending, priorities, redials and repeat contacts, escalation to a second
level, and skills. Each module says what it assumes and what it was checked against; seconds and
fractions everywhere, as in the rest of the package. Import the module:

>>> from wfm.queueing import chat
>>> chat.best_concurrency([600, 720, 900])
3
"""
