import streamlit as st

from colours import shade

st.write(shade(7))
