"""The judge: examples, laws and promises, and one program put through its checks."""
