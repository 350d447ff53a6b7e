"""The tutor: what can be told a student about why the answer is wrong, all of it tried before."""
