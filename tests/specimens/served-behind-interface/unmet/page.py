import joblib
import streamlit as st

model = joblib.load("model.joblib")
distance = st.number_input("Distance")
st.write(model.predict([[distance]]))
