"""`python -m oceanhil`: the command `oceanhil`."""

from oceanhil.app.start import main

if __name__ == "__main__":
    main()
