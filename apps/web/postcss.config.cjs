module.exports = {
  plugins: {
    'postcss-preset-mantine': {},
    'postcss-simple-vars': { variables: { narrow: '48em', medium: '75em' } },
  },
};
