"""What shells, manuals and help say of the commands, all made from one `tree.Command`."""
