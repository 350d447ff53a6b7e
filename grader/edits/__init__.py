"""The small edits of Python source, as syntax: an operator exchanged, an axis mistaken, a call left
out. The audit makes right programs wrong by them, and whoever looks for what is wrong in a program
reads them backwards.
"""
