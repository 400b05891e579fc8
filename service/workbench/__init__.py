"""The workbench (工作台) as its pages tell it: tasks, changes, queues, progress; pure of HTTP."""
