"""The commands, by what they are about: each reads, calls one function of the model, prints."""
