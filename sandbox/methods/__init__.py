"""The methods of the Bot API that the sandbox carries out, one room for each subject."""
