"""The other queues of a service centre, a chapter a room.

Chat, deferred work, work done in idle time, priorities, contacts that come back, escalation to a
second level, and skills. Each room says what it assumes and what it was checked against; seconds
and fractions everywhere, as in the rest of the package. Import the room:

>>> from wfm.queueing import chat
>>> chat.best_concurrency([600, 720, 900])
3
"""
