"""`python -m oceanhil.hil.vboard`: the same as `oceanhil vboard`, without the start-up of the other commands."""

from oceanhil.app.commands.vboard import vboard

if __name__ == "__main__":
    vboard(prog_name="oceanhil vboard")
